-- Who leaves an organisation, or is removed, takes along what is personal. What was made in its projects is the
-- organisation's, and stands in its owner's name from then on: no list of the person who left names it any more.

create or replace function remove_member(p_organisation text, p_user uuid, p_member uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  theirs organisation_role;
  owner uuid;
begin
  perform from organisations where id = p_organisation for update;
  perform private.must_be(p_organisation, p_user, 'member');
  theirs := private.role_in(p_organisation, p_member);
  if theirs is null then perform private.fail(404, 'not_found'); end if;
  if theirs = 'owner' then perform private.fail(409, 'last_owner'); end if;
  if p_member <> p_user and private.role_in(p_organisation, p_user) >= theirs then perform private.fail(403, 'forbidden'); end if;
  select user_id into owner from memberships where organisation_id = p_organisation and role = 'owner';
  update jobs set user_id = owner
  where user_id = p_member and project_id in (select id from projects where organisation_id = p_organisation);
  update revisions set user_id = owner
  where user_id = p_member and render_id in (
    select r.id from renders r join jobs j on j.id = r.job_id join projects p on p.id = j.project_id
    where p.organisation_id = p_organisation
  );
  update assets set user_id = owner
  where organisation_id = p_organisation and user_id = p_member and type = 'render';
  update projects set user_id = owner where organisation_id = p_organisation and user_id = p_member;
  delete from memberships where organisation_id = p_organisation and user_id = p_member;
  update assets set organisation_id = null
  where organisation_id = p_organisation and user_id = p_member and type = 'selfie';
  return 'null'::jsonb;
end $$;

select private.seal_functions();
