#!/bin/sh
# Roles and databases of the portal. The PostgreSQL image runs this once, on an empty volume; on a
# server of one's own a superuser runs it with PGHOST, PGUSER, PGPASSWORD and the three passwords set:
#   CKAN_PASSWORD=… DATASTORE_WRITE_PASSWORD=… DATASTORE_READ_PASSWORD=… sh 10-databases.sh
set -e
: "${CKAN_PASSWORD:?is not set}" "${DATASTORE_WRITE_PASSWORD:?is not set}" "${DATASTORE_READ_PASSWORD:?is not set}"
# Passwords by environment, not by arguments, which every user of the machine can read.
export CKAN_PASSWORD DATASTORE_WRITE_PASSWORD DATASTORE_READ_PASSWORD
psql --no-psqlrc --set ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-${PGUSER:-postgres}}" --dbname postgres <<'SQL'
\getenv ckan CKAN_PASSWORD
\getenv write DATASTORE_WRITE_PASSWORD
\getenv read DATASTORE_READ_PASSWORD
CREATE ROLE ckan LOGIN PASSWORD :'ckan';
CREATE ROLE datastore_rw LOGIN PASSWORD :'write';
CREATE ROLE datastore_ro LOGIN PASSWORD :'read';
CREATE DATABASE ckan OWNER ckan TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
CREATE DATABASE datastore OWNER datastore_rw TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
-- who has no business in a database does not get in
REVOKE CONNECT, TEMPORARY ON DATABASE ckan, datastore FROM PUBLIC;
GRANT CONNECT ON DATABASE datastore TO datastore_ro;
SQL
