-- Webhooks of providers: kept once by the sender's own id, and turned into `provider.answered` in the same transaction.
--
-- A call may overtake the projection of the `image.submitted` it answers. So both sides look for the other: the call for
-- the request, and the request for a call that came too early.

create function private.forget_requests() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  update provider_requests set event = null where job_id = new.id and event is not null;
  return null;
end $$;
create trigger forget_requests after update of settlement on jobs
  for each row when (old.settlement is null and new.settlement is not null)
  execute function private.forget_requests();

-- A call and the request it answers are written one after the other: neither can overlook the other.
create function private.lock_request(p_service text, p_request text) returns void
language sql set search_path = public, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended('provider_request:' || p_service || ':' || p_request, 0))
$$;

-- Posts `provider.answered` for every open request of that name: what the room announced, told again by its provider.
-- Answers `accepted`, `dropped` (its jobs are over) or `unmatched` (nobody asked for it, as far as is known).
create function private.answer_requests(p_service text, p_request text) returns text
language plpgsql set search_path = public, pg_temp as $$
declare
  known int;
  answers jsonb;
begin
  select count(*), jsonb_agg(
    jsonb_build_object(
      'message_id', concat_ws(':', r.job_id, 'provider.answered', r.service, r.variant, r.attempt),
      'job_id', r.job_id, 'subject', 'provider.answered.' || r.service || '.' || r.job_id,
      'payload', r.event || jsonb_build_object(
        'at', now(), 'caused_by', concat_ws(':', r.job_id, 'image.submitted', r.service, r.variant, r.attempt)
      )
    ) order by r.job_id, r.variant
  ) filter (where r.event is not null)
  into known, answers
  from provider_requests r where r.service = p_service and r.request_id = p_request;
  if answers is not null then
    perform post_events(answers);
    return 'accepted';
  end if;
  return case when known > 0 then 'dropped' else 'unmatched' end;
end $$;

-- A verified call. Answers {status: accepted | dropped | unmatched | replayed, attempts}. One that found nobody looks
-- again when it is repeated.
create function receive_webhook(
  p_provider text, p_event_id text, p_service text, p_request_id text, p_body_sha256 text, p_headers jsonb
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mail webhook_inbox;
  outcome text;
begin
  perform private.lock_request(p_service, p_request_id);
  insert into webhook_inbox as i (provider, event_id, service, request_id, body_sha256, headers, status)
  values (p_provider, p_event_id, p_service, p_request_id, p_body_sha256, p_headers, 'unmatched')
  on conflict (provider, event_id) do update set attempts = i.attempts + 1, last_at = now()
  returning * into mail;
  if mail.status <> 'unmatched' then
    return jsonb_build_object('status', 'replayed', 'attempts', mail.attempts);
  end if;
  outcome := private.answer_requests(mail.service, mail.request_id);
  update webhook_inbox set status = outcome where id = mail.id;
  return jsonb_build_object('status', outcome, 'attempts', mail.attempts);
end $$;

-- A room left a request with its provider: `p_event` is its image.submitted. Repeating it changes nothing.
create function note_submission(p_event jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  job jobs;
begin
  perform private.lock_request(p_event ->> 'next', p_event ->> 'request_id');
  -- locked, so that the job's end and this cannot miss each other
  select * into job from jobs where id = p_event ->> 'job_id' for update;
  if not found then return 'null'; end if;
  insert into provider_requests (service, request_id, job_id, variant, attempt, event)
  values (
    p_event ->> 'next', p_event ->> 'request_id', job.id, coalesce((p_event ->> 'variant')::int, 0),
    coalesce((p_event ->> 'attempt')::int, 1), case when job.settlement is null then p_event end
  )
  on conflict do nothing;
  update webhook_inbox set status = private.answer_requests(service, request_id)
  where service = p_event ->> 'next' and request_id = p_event ->> 'request_id' and status = 'unmatched';
  return 'null';
end $$;

-- Forgets calls and requests after a month, when no provider repeats anything any more.
create function prune_webhook_inbox(p_days int default 30) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  with old as (
    delete from webhook_inbox where received_at < now() - make_interval(days => p_days) returning 1
  ), answered as (
    delete from provider_requests where event is null and noted_at < now() - make_interval(days => p_days)
  )
  select to_jsonb(count(*)) from old
$$;

select private.seal_functions();
