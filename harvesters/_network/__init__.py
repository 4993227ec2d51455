"""What the harvesters of other catalogues share: a foreign dataset, and how it becomes a Record.

A harvester of a catalogue reads its format into ``foreign.Foreign``, in the words of the format;
``making.Maker`` checks it and translates it into the fields and lists of ``schemas/``. Words that
are translated stand in ``tables/``; what could not be is counted, and named once at the end.
"""
