-- What the first request of a session does: the account is made if it is not there, and the address is the token's.
create function sign_in(p_user uuid, p_email text, p_name text, p_plan text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform ensure_user(p_user, p_email, p_name, p_plan);
  update users set email = coalesce(p_email, email), name = case when name = '' then coalesce(p_name, '') else name end
  where id = p_user
    and (email is distinct from coalesce(p_email, email) or (name = '' and coalesce(p_name, '') <> ''));
  return me(p_user);
end $$;

select private.seal_functions();
