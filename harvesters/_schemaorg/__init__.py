"""The parts of the harvester `schemaorg`."""
