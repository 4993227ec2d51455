"""What can go wrong with a portal, each as one sentence that says what to do.

PortalError
├── BadVariable           an environment variable holds something unusable
├── IncompleteServers     only some of the database addresses are given
├── FolderNotWritable     the portal's folder cannot be written
├── UnknownFolder         the folder holds something that is not a portal
├── NewerFolder           the folder was made by a newer version
├── NotYours              the folder is another user's
├── DamagedFile           a file of the folder cannot be read as what it is
├── RestoreUnfinished     a restore was killed; the portal from before is kept
├── DiskFull              too little room on the disk
├── AlreadyRunning        a portal runs in this folder
├── NotRunning            no portal runs in this folder
├── NeverStarted          the folder holds no portal yet
├── PortTaken             another program listens on the port
├── HostUnknown           the web server cannot listen on this address
├── ServerFailed          PostgreSQL or Valkey did not start
├── ServerAway            a server of one's own does not answer
├── StepFailed            a step of the first start failed
├── FeedsMissing          the folder of the sample feeds is missing
├── BadSources            the file of the sources is none
├── UnknownUser           nobody of this name may log in
├── TargetNotWritable     the file of a backup cannot be made there
├── SourceNotReadable     a file of the portal cannot be backed up
├── BadBackup             a file that is no backup of ours, or a damaged one
├── FolderInUse           restoring would overwrite a portal
├── DumpFailed            backup.py: pg_dump or pg_restore did not do its work
├── BackupDisturbed       packing.py: a file changed while it was read
├── DatabaseInUse         restore.py: a database of one's own is not empty
├── StartFailed           detach.py: the start in the background gave up
├── HoldsLiveData         first_data.py: --demo in a folder with live data
├── UnknownHarvestSource  first_data.py: no source of this name
├── UnknownService        logs.py: no process of this name
├── OwnServersNeeded      roles.py: containers have no embedded servers
└── NotAlive              roles.py: a process does not do its work
"""

from __future__ import annotations

from pathlib import Path

#: exit codes of the command line, beside 0 (well) and 2 (wrong usage, by click)
FAILED = 1
NOT_RUNNING = 3
NOT_READY = 4

#: bytes that have to be free: a new cluster takes 40 MB and its log up to 200 MB more
FIRST_NEEDED, LATER_NEEDED = 600_000_000, 150_000_000

#: ENOSPC and EDQUOT: what the system says when a disk is full
NO_ROOM = (28, 122)


def size(count: int) -> str:
    """Bytes as people read them: 1.5 GB, 12 MB, 3 kB."""
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def reason(error: BaseException) -> str:
    """What an error says, without number, file name and full stop."""
    said = error.strerror if isinstance(error, OSError) else None
    return (said or str(error)).rstrip(".")


def one_line(error: BaseException) -> str:
    """What an exception of others says, short."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


class PortalError(Exception):
    """Something the operator can put right; its text is one sentence."""

    exit_code = FAILED


class BadVariable(PortalError):
    """An environment variable or option holds something unusable."""

    def __init__(self, name: str, value: str, wanted: str) -> None:
        super().__init__(f"{name} is {value!r}, but has to be {wanted}.")


class IncompleteServers(PortalError):
    """A database of one's own needs all three addresses."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            "For a database server of your own set all three of LOERRACH_DATABASE_URL, "
            "LOERRACH_DATASTORE_WRITE_URL and LOERRACH_DATASTORE_READ_URL; missing: "
            f"{', '.join(missing)}."
        )


class FolderNotWritable(PortalError):
    """The portal's folder cannot be made or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"The folder {folder} cannot be written ({reason}); "
            "choose another one with LOERRACH_HOME or change its permissions."
        )


class UnknownFolder(PortalError):
    """The folder holds something, and it is not a portal."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder {folder} holds files that are not a portal's; "
            "choose an empty one with LOERRACH_HOME."
        )


class DamagedFile(PortalError):
    """A file of ours that holds no JSON object (any more)."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"The file {path} is damaged ({reason}); put it right, or restore a backup."
        )


class NewerFolder(PortalError):
    """The folder was made by a version that this one does not know."""

    def __init__(self, folder: Path, made_by: str) -> None:
        super().__init__(
            f"The folder {folder} was made by a newer version ({made_by}); update the program."
        )


class NotYours(PortalError):
    """The folder is closed to the user who asks."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder {folder} is another user's; "
            "use the commands as the user who started the portal."
        )


class RestoreUnfinished(PortalError):
    """A restore was killed, or could not put back what it had put aside."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"A restore into {folder} did not come to its end; what the portal held before is "
            "kept: `loerrach up` puts it back, or restore once more with --force."
        )


class DiskFull(PortalError):
    """Too little room on the disk that holds the folder."""

    def __init__(
        self, folder: Path | str, free: int | None = None, needed: int | None = None
    ) -> None:
        room = f": {size(free)} free, {size(needed)} needed" if free is not None and needed else ""
        super().__init__(f"The disk that holds {folder} is full{room}; make room and start again.")


class AlreadyRunning(PortalError):
    """Another process holds the lock of the folder."""

    def __init__(self, folder: Path, pid: int | None) -> None:
        by = f" (process {pid})" if pid else ""
        super().__init__(
            f"A portal is already running in {folder}{by}; stop it with `loerrach down`."
        )


class NotRunning(PortalError):
    """No portal runs in the folder."""

    exit_code = NOT_RUNNING

    def __init__(self, folder: Path) -> None:
        super().__init__(f"No portal is running in {folder}; start it with `loerrach up`.")


class NeverStarted(PortalError):
    """There is no portal in the folder yet."""

    exit_code = NOT_RUNNING

    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no portal in {folder} yet; start one with `loerrach up`.")


class PortTaken(PortalError):
    """Another program listens where the web server is to listen."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is taken by another program; "
            "choose another one with --port or LOERRACH_PORT."
        )


class HostUnknown(PortalError):
    """The web server cannot listen on this address."""

    def __init__(self, host: str, reason: str) -> None:
        super().__init__(
            f"The web server cannot listen on {host!r} ({reason}); see --host and --port."
        )


class ServerFailed(PortalError):
    """An embedded server did not start."""

    def __init__(self, server: str, reason: str, log: Path) -> None:
        super().__init__(f"{server} did not start: {reason} (log: {log}).")


class ServerAway(PortalError):
    """A server of the operator's own does not answer as it should."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"The server in {variable} cannot be used: {reason}.")


class StepFailed(PortalError):
    """A step of the start failed; the next start takes it up again."""

    def __init__(self, step: str, reason: str, log: Path) -> None:
        super().__init__(
            f"The step “{step}” failed: {reason.rstrip('.')}. "
            f"See {log}; the next `loerrach up` goes on from here."
        )


class BadSources(PortalError):
    """The file of the sources cannot be used as a whole; the sentence says why."""


class FeedsMissing(PortalError):
    """The small feeds of the project are not where they are looked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The sample feeds are missing ({folder}); "
            "start from a clone of the project or name their folder in LOERRACH_FEEDS."
        )


class UnknownUser(PortalError):
    """Nobody of this name may log in."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no active user {name!r}; see `loerrach ckan user list`.")


class TargetNotWritable(PortalError):
    """The file of a backup cannot be made where it is wanted."""

    def __init__(self, target: Path, reason: str) -> None:
        super().__init__(
            f"The backup {target} cannot be written ({reason}); name a file in another folder."
        )


class SourceNotReadable(PortalError):
    """A file of the portal cannot be read, so a backup would lack it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read ({reason}); no backup was written.")


class BadBackup(PortalError):
    """A file that is not a whole backup of a portal."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(f"{file} cannot be restored: {reason}. Nothing was changed.")


class FolderInUse(PortalError):
    """Restoring would overwrite a portal."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The folder {folder} already holds a portal; use --force to replace it by the backup."
        )
