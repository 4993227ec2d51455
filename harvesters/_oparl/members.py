"""Members of OParl's objects (schema 1.1, section 3); others are told as unknown."""

from __future__ import annotations

COMMON = "@context id type created modified deleted web keyword license body name"
KNOWN = {
    kind: frozenset(f"{COMMON} {more}".split())
    for kind, more in {
        "Organization": "membership meeting consultation shortName post subOrganizationOf "
        "organizationType classification startDate endDate website location externalBody",
        "Meeting": "meetingState cancelled start end location organization participant invitation "
        "resultsProtocol verbatimProtocol auxiliaryFile agendaItem",
        "AgendaItem": "meeting number order public consultation result resolutionText "
        "resolutionFile auxiliaryFile start end",
        "Paper": "reference date paperType relatedPaper superordinatedPaper subordinatedPaper "
        "mainFile auxiliaryFile location originatorPerson underDirectionOf "
        "originatorOrganization consultation",
    }.items()
}
