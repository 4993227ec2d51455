"""What the OParl harvester is made of: lists page by page, the body, rows of its tables."""
