-- How many jobs of one payer may be unfinished at a time. The lanes say how many of them run.

alter table plans add column queued_jobs int not null default 20 check (queued_jobs > 0);
comment on column plans.queued_jobs is 'Unfinished jobs of one payer, running ones included; more are refused, not lost.';
update plans set queued_jobs = 100 where name = 'pro';
update plans set queued_jobs = 500 where name = 'team';
update plans set queued_jobs = 1000 where name = 'local';

create index jobs_unfinished on jobs (coalesce(payer_id, user_id)) where status in ('queued', 'running');

-- Where a job becomes a row, whichever road it came, in its transaction; one job of a payer at a time.
create function private.keep_queue_short() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  payer uuid := coalesce(new.payer_id, new.user_id);
  most int;
  unfinished int;
begin
  select plans.queued_jobs into most from profiles join plans on plans.name = profiles.plan
  where profiles.user_id = payer for no key update of profiles;
  select count(*) into unfinished from jobs
  where coalesce(payer_id, user_id) = payer and status in ('queued', 'running');
  if unfinished >= most then
    perform private.fail(429, 'queue_full', jsonb_build_object('unfinished', unfinished, 'allowed', most)::text);
  end if;
  return new;
end $$;
create trigger queue_is_short before insert on jobs for each row execute function private.keep_queue_short();

select private.seal_functions();
