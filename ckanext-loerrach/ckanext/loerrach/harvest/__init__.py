"""The harvest engine: what a harvester found becomes datasets.

plugin → engine → read · compare · check · write → report. The only place that writes harvested
datasets; ckanext-harvest keeps sources, jobs, queue and pages.
"""
