"""CKAN's package_search: paging, and a package in the words of CKAN and its extensions."""
