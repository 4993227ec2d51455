"""The parts of the harvester `icalendar`."""
