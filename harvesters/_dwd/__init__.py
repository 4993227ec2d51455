"""DWD's open data: listings, stations, current reports (POI), and series of the archive (CDC)."""
