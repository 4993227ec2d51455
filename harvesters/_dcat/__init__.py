"""DCAT: pages of RDF from outside, parsed safely, and their records as Foreigns."""
