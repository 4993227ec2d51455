"""What gunicorn serves: CKAN with the configuration that BENCH_INI names."""

import os
from pathlib import Path

from ckanext.loerrach.portal.application import load

application = load(Path(os.environ["BENCH_INI"]))
