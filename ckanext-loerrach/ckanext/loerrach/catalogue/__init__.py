"""What neighbours read: the datasets as DCAT-AP.de, through ckanext-dcat's addresses."""
