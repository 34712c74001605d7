-- The steps of an erasure, as the loop that runs them asks for each.

-- Leases what is due to one runner, for a minute.
create function claim_erasures(p_limit int default 20) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with claimed as (
    update erasures set due_at = now() + interval '1 minute'
    where id in (
      select id from erasures where finished_at is null and due_at <= now()
      order by due_at limit p_limit for update skip locked
    )
    returning id
  )
  select coalesce(jsonb_agg(private.erasure_json(e) order by e.requested_at), '[]')
  from erasures e join claimed using (id)
$$;

-- Compare and set: from one step to another, or to the same one at a later time. Answers the row as it is then.
create function move_erasure(
  p_id text, p_from text, p_to text, p_seconds double precision default 60, p_remaining jsonb default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update erasures set
    step = p_to, due_at = now() + make_interval(secs => p_seconds), remaining = coalesce(p_remaining, remaining),
    erased_at = case when p_to in ('again', 'done') then coalesce(erased_at, now()) end,
    finished_at = case when p_to = 'done' then now() end,
    work = case when p_to = 'done' then '{}' else work end
  where id = p_id and step = p_from;
  return (select private.erasure_json(e) from erasures e where e.id = p_id);
end $$;

create function count_erased(p_id text, p_counts jsonb) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update erasures set erased = private.most_of(erased, p_counts) where id = p_id;
  select 'null'::jsonb
$$;

-- Whose jobs it is about, written down as `jobs` (the person's own: all of an account, those with a face of biometrics) and
-- `shared` (unfinished ones of others that use a selfie of theirs), and which of them are not over: [{id, code}], where the
-- code is what their owner is told.
create function erasure_jobs(p_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  about erasures;
  known jsonb;
  others jsonb;
  unfinished jsonb;
begin
  select * into about from erasures where id = p_id for update;
  select coalesce(jsonb_agg(j.id order by j.created_at), '[]') into known
  from jobs j join prompts p on p.id = j.prompt_id
  where j.user_id = about.user_id and (
    about.kind = 'account'
    or (jsonb_array_length(coalesce(p.normalized -> 'refs', '[]')) > 0 and j.created_at <= about.requested_at)
  );
  select coalesce(jsonb_agg(j.id order by j.created_at), '[]') into others
  from jobs j join prompts p on p.id = j.prompt_id
  where j.status in ('queued', 'running') and j.user_id <> about.user_id
    and p.normalized -> 'refs' ?| array(select jsonb_array_elements_text(about.work -> 'selfies'));
  select coalesce(jsonb_agg(jsonb_build_object('id', j.id, 'code', case
    when about.kind = 'account' and j.user_id = about.user_id then 'canceled' else 'consent_withdrawn'
  end)), '[]') into unfinished
  from jobs j
  where j.status in ('queued', 'running') and ((j.user_id = about.user_id and known ? j.id) or others ? j.id);
  update erasures set
    work = work || jsonb_build_object('jobs', known, 'shared', (
      select coalesce(jsonb_agg(distinct job), '[]')
      from jsonb_array_elements_text(coalesce(work -> 'shared', '[]') || others) job
    )),
    erased = private.most_of(erased, jsonb_build_object(
      'canceled_jobs', jsonb_array_length(unfinished) - jsonb_array_length(others),
      'canceled_jobs_of_others', jsonb_array_length(others)
    ))
  where id = p_id;
  return unfinished;
end $$;

-- The rows of an account, by the list of belongings; credits that are left go back to the house. Repeated, it finds what
-- came late.
create function erase_rows(p_id text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  about erasures;
  whose_jobs text[];
  thing private.belongings;
  touched bigint;
  counts jsonb;
  rest int;
begin
  select * into about from erasures where id = p_id for update;
  select array_agg(job) into whose_jobs from jsonb_array_elements_text(coalesce(about.work -> 'jobs', '[]')) job;
  counts := private.counted_assets(about.user_id, '{selfie,ref,copy_target,render}');
  for thing in select * from private.belongings where fate <> 'kept' order by place loop
    execute case thing.fate
      when 'deleted' then format('delete from public.%I where %s', thing.name, thing.whose)
      else format('update public.%I set %s where %s', thing.name, thing.changes, thing.whose)
    end using about.user_id, coalesce(whose_jobs, '{}');
    get diagnostics touched = row_count;
    if thing.fate = 'deleted' and thing.name not in ('assets', 'renders') then
      counts := counts || jsonb_build_object(thing.name, touched);
    end if;
  end loop;
  select credits into rest from profiles where user_id = about.user_id for update;
  if rest > 0 then
    perform private.book(about.user_id, 'credits.forfeited', -rest, 'erasure:' || p_id || ':' || about.step, jsonb_build_object('erasure', p_id));
    counts := counts || jsonb_build_object('credits', rest);
  end if;
  update erasures set erased = private.most_of(erased, counts) where id = p_id;
  return 'null';
end $$;

select private.seal_functions();
