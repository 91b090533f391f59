-- Run once, by the image, as the superuser, in the new database `docking`: a role for the program,
-- which is no superuser, may make neither databases nor roles nor schemas, and reaches two schemas.
\set ON_ERROR_STOP on
\getenv password PROGRAM_PASSWORD
CREATE ROLE docking LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'password';
REVOKE ALL ON DATABASE docking FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE docking TO docking;
ALTER SCHEMA public OWNER TO docking;
CREATE SCHEMA public_secrets AUTHORIZATION docking;
