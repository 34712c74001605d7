-- What is paid for an account after it was erased. It buys nothing: no credits come in and no plan begins; the gateway ends
-- what would be paid again, gives the money back, and says so here. What came in before the erasure stays as it was booked.

create function private.is_erased(p_user uuid) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select exists (select from users where id = p_user and erased_at is not null)
$$;

-- `erased`: its account went while the provider was asked. Nobody was told the address, and nobody is any more.
create or replace function bind_checkout(p_id text, p_session text, p_url text, p_amount int, p_currency text) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  buyer uuid := (select user_id from purchases where id = p_id);
begin
  perform from users where id = buyer for share;  -- an erasure that comes later finds the session
  update purchases set
    session_id = p_session, url = p_url, amount = p_amount, currency = p_currency,
    status = case when private.is_erased(buyer) then 'expired' else status end
  where id = p_id and status = 'open';
  return (select to_jsonb(p) || jsonb_build_object('erased', private.is_erased(buyer)) from purchases p where p.id = p_id);
end $$;

-- Whether an invoice of a plan is paid, and its credits have not come in.
create function private.is_unbooked(p_person uuid, p_invoice jsonb) returns boolean
language sql stable set search_path = public, pg_temp as $$
  select p_invoice ->> 'status' = 'paid'
    and p_invoice ->> 'reason' in ('subscription_create', 'subscription_cycle', 'subscription_update')
    and not exists (
      select from audit
      where key in ('invoice:' || (p_invoice ->> 'id'), 'grant:' || p_person || ':invoice:' || (p_invoice ->> 'id'))
    )
$$;

-- A checkout of an erased account, as it stands. Who paid at it is not remembered.
create function private.bill_erased_checkout(p_effect jsonb, p_purchase purchases) returns text
language plpgsql set search_path = public, pg_temp as $$
begin
  if p_purchase.status = 'paid' then return 'handled'; end if;
  if (p_effect ->> 'paid')::boolean then return 'owed'; end if;
  update purchases set status = coalesce(p_effect ->> 'status', status) where id = p_purchase.id;
  return 'handled';
end $$;

-- What an event changes for an account that was erased: `owed` where something is to be given back or ended, else `handled`.
-- Null for an event about anybody else, and for money that goes back.
create function private.bill_the_erased(p_effect jsonb) returns text
language plpgsql set search_path = public, pg_temp as $$
declare
  purchase purchases;
  person uuid;
begin
  if p_effect ->> 'do' = 'checkout' then
    select * into purchase from purchases
    where session_id = p_effect ->> 'session' or (session_id is null and id = p_effect ->> 'purchase') for update;
    return case when private.is_erased(purchase.user_id) then private.bill_erased_checkout(p_effect, purchase) end;
  end if;
  person := coalesce(
    (select user_id from billing_accounts where customer_id = p_effect ->> 'customer'),
    (select id from users where id::text = p_effect ->> 'user')
  );
  return case
    when not private.is_erased(person) then null
    when p_effect ->> 'do' = 'invoice' then
      case when private.is_unbooked(person, p_effect -> 'invoice') then 'owed' else 'handled' end
    when p_effect ->> 'status' in ('active', 'trialing', 'past_due') then 'owed'
    else 'handled' end;
end $$;

-- As before, and: nothing of a payment is booked for the erased, whether it is taken back or comes again.
create or replace function private.settle_payment(p_id text) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  payment billing_payments;
  target int;
  moved int;
begin
  perform from profiles where user_id = (select user_id from billing_payments where id = p_id) for update;
  select * into payment from billing_payments where id = p_id for update;
  if payment.user_id is null or coalesce(payment.amount, 0) <= 0 or private.is_erased(payment.user_id) then return; end if;
  target := floor(payment.credits::numeric * least(payment.refunded + payment.disputed, payment.amount) / payment.amount);
  if target = payment.reclaimed then return; end if;
  moved := case when target > payment.reclaimed
    then -least(target - payment.reclaimed, (select credits from profiles where user_id = payment.user_id))
    else least(payment.taken, payment.reclaimed - target) end;
  if moved <> 0 then
    perform private.book(payment.user_id, case when moved < 0 then 'credits.reclaimed' else 'credits.returned' end, moved,
      'payment:' || p_id || ':' || payment.steps + 1, jsonb_build_object('payment', p_id, 'wanted', target - payment.reclaimed));
  end if;
  update billing_payments set reclaimed = target, taken = taken - moved, steps = steps + 1 where id = p_id;
  perform private.flag_account(payment.user_id, case when target > payment.reclaimed
    then 'A payment was refunded or disputed.' else 'A dispute was won.' end);
end $$;

-- As before, and: `owed`, which is looked at again whenever it is told, until `returned_billing` was called.
create or replace function receive_billing(p_event_id text, p_kind text, p_body_sha256 text, p_effect jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mail webhook_inbox;
  outcome text;
begin
  insert into webhook_inbox as i (provider, event_id, request_id, body_sha256, status)
  values ('stripe', p_event_id, p_kind, p_body_sha256, 'unmatched')
  on conflict (provider, event_id) do update set attempts = i.attempts + 1, last_at = now()
  returning * into mail;
  if mail.status not in ('unmatched', 'owed') then
    return jsonb_build_object('status', 'replayed', 'attempts', mail.attempts);
  end if;
  outcome := coalesce(private.bill_the_erased(p_effect), case p_effect ->> 'do'
    when 'checkout' then private.bill_checkout(p_effect)
    when 'subscription' then private.bill_subscription(p_effect)
    when 'invoice' then private.bill_invoice(p_effect)
    when 'payback' then private.bill_payback(p_effect)
    else 'ignored' end);
  update webhook_inbox set status = outcome where id = mail.id;
  return jsonb_build_object('status', outcome, 'attempts', mail.attempts);
end $$;

-- What was owed went back. Answers as `receive_billing` does, with `returned`.
create function returned_billing(p_event_id text, p_effect jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  attempts int;
begin
  update purchases set
    status = 'refused', note = 'Paid when its account was erased; given back.', session_id = p_effect ->> 'session',
    amount = (p_effect ->> 'amount')::int, currency = p_effect ->> 'currency'
  where p_effect ->> 'do' = 'checkout' and status <> 'paid'
    and (session_id = p_effect ->> 'session' or (session_id is null and id = p_effect ->> 'purchase'));
  update webhook_inbox i set status = 'returned' where provider = 'stripe' and event_id = p_event_id
  returning i.attempts into attempts;
  return jsonb_build_object('status', 'returned', 'attempts', attempts);
end $$;

select private.seal_functions();
