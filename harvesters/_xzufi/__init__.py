"""What the XZuFi harvester is made of: parts of the message, columns of the tables."""
