-- What a job costs, as rows, and the one place where it is computed for the ledger. The gateway quotes by the same numbers
-- (`common/pricing.py`), a test holds the two against each other, and a quote that differs is refused before anything is held.

create table prices (
  item text primary key,
  amount bigint not null check (amount >= 0),
  unit text not null
);
insert into prices (item, amount, unit) values
  ('draft', 1, 'credits per job'),
  ('std', 2, 'credits per job'),
  ('4k', 4, 'credits per job'),
  ('copy_mode', 1, 'credits per job'),
  ('credit', 40000, 'micro-USD');

alter table prices enable row level security;
revoke all on prices from anon, authenticated;
grant select on prices to authenticated, service_role;
create policy everybody on prices for select to authenticated using (true);

create function private.price(p_item text) returns bigint
language sql stable set search_path = public, pg_temp as $$
  select amount from prices where item = p_item
$$;

-- In the shape of a ticket's quote. `p_surcharge` is of one picture, in micro-USD; all of them are rounded up once.
create function quote_job(p_quality text, p_mode text, p_variants int, p_surcharge bigint default 0) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  with priced as (
    select private.price(p_quality) + case when p_mode = 'copy' then private.price('copy_mode') else 0 end as base,
      private.price('credit') as credit
  )
  select jsonb_build_object(
    'base', base, 'surcharge_micro_usd', p_surcharge, 'variants', p_variants, 'credit_micro_usd', credit,
    'total', base + ceil(p_surcharge::numeric * p_variants / credit)
  )
  from priced
$$;

-- Whether the quote on a ticket is what such a job costs, and no picture is paid to be made.
create function private.is_priced(p_ticket jsonb) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select (p_ticket #>> '{quote,surcharge_micro_usd}')::bigint >= 0
    and coalesce(p_ticket -> 'quote' @> quote_job(
      p_ticket ->> 'quality', p_ticket #>> '{brief,mode}', (p_ticket ->> 'variants')::int,
      (p_ticket #>> '{quote,surcharge_micro_usd}')::bigint
    ), false)
$$;

-- As before; a price that is not ours is refused first.
create or replace function private.take_hold(p_hold holds, p_plan plans) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  available int;
  member text := p_hold.ticket ->> 'user_id';
  about jsonb := jsonb_strip_nulls(jsonb_build_object(
    'job_id', p_hold.job_id, 'member', nullif(member, p_hold.user_id::text)
  ));
  refused jsonb := private.plan_refusal(
    p_hold.user_id, p_hold.ticket ->> 'quality', p_hold.ticket #>> '{brief,mode}',
    (p_hold.ticket #>> '{quote,surcharge_micro_usd}')::bigint
  );
begin
  if not private.is_priced(p_hold.ticket) then
    perform private.refuse(p_hold.job_id, 'quote_changed', '');
    return;
  end if;
  if refused is not null then
    perform private.refuse(p_hold.job_id, 'plan_required', refused ->> 'detail');
    return;
  end if;
  select credits into available from profiles where user_id = p_hold.user_id;
  if available < p_hold.amount and p_plan.tops_up then
    perform private.book(p_hold.user_id, 'credits.topped_up', greatest(p_plan.monthly_credits, p_hold.amount),
      'topup:' || p_hold.job_id, about);
  elsif available < p_hold.amount then
    perform private.refuse(p_hold.job_id, 'insufficient_credits', '');
    return;
  end if;
  perform private.book(p_hold.user_id, 'job.held', -p_hold.amount, 'hold:' || p_hold.job_id, about);
end $$;

select private.seal_functions();
