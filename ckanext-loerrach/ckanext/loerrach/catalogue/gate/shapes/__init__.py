"""What DCAT-AP 3.0 and DCAT-AP.de 3.0 ask of a graph, written down once as facts (YAML).

From the facts come the SHACL shapes of this project (:mod:`.shacl`), which commands, jobs and tests
run with pyshacl (:mod:`.validate`), and a check in plain Python (:mod:`.graphs`), which costs a few
milliseconds and finds the same.
"""
