-- Pictures that a model drew can be changed by it: an edit begins at a render and what it was made from.

-- A render with what its job was asked for: {render, quality, brief}.
create function get_render(p_id text, p_user uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found_render jsonb;
begin
  select jsonb_build_object('render', private.render_json(r), 'quality', j.quality, 'brief', p.normalized)
  into found_render
  from renders r join jobs j on j.id = r.job_id join prompts p on p.id = j.prompt_id
  where r.id = p_id and j.user_id = p_user;
  if found_render is null then perform private.fail(404, 'not_found'); end if;
  return found_render;
end $$;

select private.seal_functions();
