-- One call, up to three runs that differ in one named thing. All of them are queued and their credits held, or none.

alter table jobs
  add column batch_id text,
  add column label text,
  add column differs_in text;
comment on column jobs.batch_id is 'The call that queued it together with others, to be compared.';
comment on column jobs.label is 'What the person calls this one of them.';
comment on column jobs.differs_in is 'The answer of the brief in which the jobs of its batch differ.';
create index jobs_of_batch on jobs (batch_id, created_at, id) where batch_id is not null;

update private.belongings set columns = columns || '{retry_of,batch_id}' where name = 'jobs';

create function private.batch_jobs(p_batch text, p_user uuid) returns jsonb
language sql stable set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(get_job(id, p_user) order by created_at, id), '[]') from jobs where batch_id = p_batch
$$;

-- The jobs of a batch, for a repeated call.
create function jobs_of_batch(p_batch text, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select private.batch_jobs(p_batch, p_user)
$$;

-- `p_batch` {id, differs_in}; `p_orders` [{job, prompt, event, label}] as `queue_job` takes them, all of one project. The
-- payer is locked first, so that what was checked for all of them still holds when the last one is held.
create function queue_jobs(
  p_user uuid, p_batch jsonb, p_orders jsonb, p_key_id text default null, p_key text default null,
  p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_batch ->> 'id');
  payer uuid := private.payer_of(p_orders #>> '{0,job,project_id}', p_user);
  needed int := (select sum((one #>> '{job,est_credits}')::int) from jsonb_array_elements(p_orders) one);
  one jsonb;
  answer jsonb;
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is not null then
    return jsonb_build_object('status', 'replayed', 'jobs', private.batch_jobs(earlier ->> 'id', p_user));
  end if;
  perform from profiles where user_id = payer for update;
  for one in select value from jsonb_array_elements(p_orders) loop
    answer := private.refusal(
      payer, one #>> '{job,quality}', one #>> '{prompt,normalized,mode}',
      coalesce((one #>> '{job,surcharge_micro_usd}')::bigint, 0), needed
    );
    if answer is not null then
      delete from idempotency_keys where user_id = p_user and key = p_key;  -- a refusal may be tried again with the same key
      return answer;
    end if;
  end loop;
  for one in select value from jsonb_array_elements(p_orders) loop
    answer := case
      when p_key_id is null then queue_job(p_user, one -> 'job', one -> 'prompt', one -> 'event')
      else queue_job_by_key(p_key_id, p_user, one -> 'job', one -> 'prompt', one -> 'event')
    end;
    if answer ->> 'status' <> 'accepted' then perform private.fail(409, 'conflict'); end if;
    update jobs set batch_id = p_batch ->> 'id', label = one ->> 'label', differs_in = p_batch ->> 'differs_in'
    where id = one #>> '{job,id}';
    answer := reserve_credits(one #> '{event,payload,ticket}');
    if answer ->> 'state' not in ('waiting', 'running') then perform private.fail(409, 'conflict'); end if;
  end loop;
  return jsonb_build_object('status', 'accepted', 'jobs', private.batch_jobs(p_batch ->> 'id', p_user));
end $$;

select private.seal_functions();
