"""A drop zone: one folder per dataset, with tables or places and one small description."""
