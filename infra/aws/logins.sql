-- Makes the platform's login in a database, once, as the admin: psql -v login=hot_0 -v password=… -f infra/aws/logins.sql
-- The password is that of the secret database/<name>/application. Rotation alternates between this login and its clone, which
-- acts as it: what either makes belongs to one.
\set login_clone :login _clone
create extension if not exists vector with schema public;
create role :"login" login password :'password';
create role :"login_clone" login;
grant :"login" to :"login_clone";
alter role :"login_clone" set role :"login";
grant create on database agent_state to :"login";
