"""The parts of the harvester `oaipmh`."""
