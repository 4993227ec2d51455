"""What the harvester of elections is made of: three formats, one way to hold a result."""
