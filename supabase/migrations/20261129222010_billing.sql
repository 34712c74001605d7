-- Selling credits. What is on offer is rows; what was paid comes from verified events of the payment provider, each kept
-- once in the inbox and applied in the same transaction. Every booking has a business key besides, so an event told under
-- another id, or in another order, books nothing twice. Nothing here makes a balance negative.

create function list_offers() returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(
    to_jsonb(o) || jsonb_build_object('credits', coalesce(o.credits, p.monthly_credits)) order by o.place
  ), '[]')
  from offers o left join plans p on p.name = o.plan
$$;

-- Somebody wants to buy. Answers {status: accepted | replayed, purchase, customer_id} or {status: mismatch}.
create function open_purchase(
  p_id text, p_user uuid, p_offer text, p_key text default null, p_body_hash text default null
) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  earlier jsonb := private.claim_key(p_user, p_key, p_body_hash, p_id);
begin
  if earlier ->> 'status' = 'mismatch' then return jsonb_build_object('status', 'mismatch'); end if;
  if earlier is null then
    insert into purchases (id, user_id, offer, credits) select p_id, p_user, name, credits from offers where name = p_offer;
    if not found then perform private.fail(404, 'not_found', 'There is no such offer.'); end if;
  end if;
  return (
    select jsonb_build_object(
      'status', coalesce(earlier ->> 'status', 'accepted'), 'purchase', to_jsonb(p),
      'customer_id', (select customer_id from billing_accounts where user_id = p_user)
    )
    from purchases p where p.id = coalesce(earlier ->> 'id', p_id) and p.user_id = p_user
  );
end $$;

-- What the provider answered: where to pay, and how much.
create function bind_checkout(p_id text, p_session text, p_url text, p_amount int, p_currency text) returns jsonb
language sql security definer set search_path = public, pg_temp as $$
  update purchases set session_id = p_session, url = p_url, amount = p_amount, currency = p_currency
  where id = p_id and status = 'open';
  select to_jsonb(p) from purchases p where p.id = p_id
$$;

create function private.flag_account(p_user uuid, p_flag text) returns void
language sql set search_path = public, pg_temp as $$
  insert into billing_accounts (user_id, flagged_at, flag) values (p_user, now(), p_flag)
  on conflict (user_id) do update set flagged_at = now(), flag = excluded.flag
$$;

-- Takes back of a payment's credits what its refunds and disputes ask for, as far as there is anything left, and gives it
-- again when a dispute is won. From rows alone: repeated, it changes nothing.
create function private.settle_payment(p_id text) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  payment billing_payments;
  target int;
  moved int;
begin
  perform from profiles where user_id = (select user_id from billing_payments where id = p_id) for update;
  select * into payment from billing_payments where id = p_id for update;
  if payment.user_id is null or coalesce(payment.amount, 0) <= 0 then return; end if;
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

-- Remembers what a payment brought, so that it can be taken back. Null where nothing was to be paid.
create function private.note_payment(p_user uuid, p_credits int, p_payment text, p_amount int) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  if p_payment is null then return; end if;
  insert into billing_payments as b (id, user_id, credits, amount) values (p_payment, p_user, p_credits, p_amount)
  on conflict (id) do update set user_id = excluded.user_id, credits = excluded.credits, amount = excluded.amount
  where b.user_id is null;
  perform private.settle_payment(p_payment);
end $$;

-- A checkout as it stands: {session, purchase, user, status, paid, payment, amount, total, currency, customer}. Granted only
-- when it is paid, and was for what we asked.
create function private.bill_checkout(p_effect jsonb) returns text
language plpgsql set search_path = public, pg_temp as $$
declare
  purchase purchases;
begin
  select * into purchase from purchases
  where session_id = p_effect ->> 'session' or (session_id is null and id = p_effect ->> 'purchase') for update;
  if not found then return 'unmatched'; end if;
  if p_effect ->> 'customer' is not null then
    insert into billing_accounts (user_id, customer_id) values (purchase.user_id, p_effect ->> 'customer')
    on conflict (user_id) do update set customer_id = coalesce(billing_accounts.customer_id, excluded.customer_id);
  end if;
  if purchase.status = 'paid' then return 'handled'; end if;
  if not (p_effect ->> 'paid')::boolean then
    update purchases set status = coalesce(p_effect ->> 'status', status) where id = purchase.id;
    return 'handled';
  end if;
  if (p_effect ->> 'amount')::int is distinct from coalesce(purchase.amount, (p_effect ->> 'amount')::int)
    or p_effect ->> 'currency' is distinct from coalesce(purchase.currency, p_effect ->> 'currency') then
    update purchases set status = 'refused', note = 'Paid was not what was asked for.' where id = purchase.id;
    perform private.flag_account(purchase.user_id, 'A checkout was paid with another amount than it asked for.');
    return 'refused';
  end if;
  update purchases set status = 'paid', session_id = p_effect ->> 'session', amount = (p_effect ->> 'amount')::int,
    currency = p_effect ->> 'currency' where id = purchase.id;
  if purchase.credits is not null then  -- a plan's credits come with its invoices
    perform from profiles where user_id = purchase.user_id for update;
    perform private.book(purchase.user_id, 'credits.purchased', purchase.credits, 'purchase:' || purchase.id,
      jsonb_build_object('purchase', purchase.id, 'offer', purchase.offer));
    perform private.note_payment(
      purchase.user_id, purchase.credits, p_effect ->> 'payment', (p_effect ->> 'total')::int
    );
  end if;
  return 'handled';
end $$;

-- Whose customer it is: whom we know by it, else whom the subscription was made for.
create function private.customer_of(p_effect jsonb) returns uuid
language sql stable set search_path = public, pg_temp as $$
  select coalesce(
    (select user_id from billing_accounts where customer_id = p_effect ->> 'customer'),
    (select p.user_id from profiles p join users u on u.id = p.user_id
     where p.user_id::text = p_effect ->> 'user' and u.erased_at is null)
  )
$$;

-- A subscription as it stood at `seen_at`: {subscription, customer, user, status, offer, period_end, cancel_at_period_end,
-- seen_at}. The account has the plan while it is alive, and goes back to the free one afterwards.
create function private.bill_subscription(p_effect jsonb) returns text
language plpgsql set search_path = public, pg_temp as $$
declare
  person uuid := private.customer_of(p_effect);
  account billing_accounts;
  offered offers;
  alive boolean := p_effect ->> 'status' in ('active', 'trialing', 'past_due');
begin
  if person is null then return 'unmatched'; end if;
  perform from profiles where user_id = person for update;
  select * into offered from offers where name = p_effect ->> 'offer' and kind = 'plan';
  if alive and not found then
    perform private.flag_account(person, 'A subscription to something that is not on offer.');
    return 'refused';
  end if;
  insert into billing_accounts (user_id) values (person) on conflict (user_id) do nothing;
  select * into account from billing_accounts where user_id = person for update;
  if account.seen_at > (p_effect ->> 'seen_at')::timestamptz then return 'handled'; end if;
  if not alive and account.subscription_id <> p_effect ->> 'subscription' then return 'handled'; end if;  -- an older one ended
  update billing_accounts set
    customer_id = coalesce(customer_id, p_effect ->> 'customer'), subscription_id = p_effect ->> 'subscription',
    subscription_status = p_effect ->> 'status', offer = offered.name, seen_at = (p_effect ->> 'seen_at')::timestamptz,
    period_end = (p_effect ->> 'period_end')::timestamptz,
    cancel_at_period_end = coalesce((p_effect ->> 'cancel_at_period_end')::boolean, false)
  where user_id = person;
  -- while a plan is paid for, its invoices begin its months and not the clock
  update profiles set
    plan = case when alive then offered.plan else 'starter' end,
    next_grant_at = case when not alive then coalesce(next_grant_at, private.next_period(billing_anchor, now())) end
  where user_id = person and plan <> 'local';
  return 'handled';
end $$;

-- What an invoice of a plan brings: a month's credits; when the plan changed in between, the part of the difference for
-- the time that is left.
create function private.credits_of_invoice(p_person uuid, p_monthly int, p_invoice jsonb) returns int
language sql stable set search_path = public, pg_temp as $$
  select case p_invoice ->> 'reason'
    when 'subscription_create' then p_monthly when 'subscription_cycle' then p_monthly
    when 'subscription_update' then greatest(0, floor(
      (p_invoice ->> 'share_left')::numeric * (p_monthly - coalesce((
        select (meta ->> 'monthly')::int from audit
        where user_id = p_person and meta ? 'monthly' order by id desc limit 1
      ), 0))
    ))
    else 0 end::int
$$;

-- An invoice as it stands, with its subscription: {invoice: {id, status, reason, amount, payment, share_left}, ...}.
create function private.bill_invoice(p_effect jsonb) returns text
language plpgsql set search_path = public, pg_temp as $$
declare
  invoice jsonb := p_effect -> 'invoice';
  outcome text := private.bill_subscription(p_effect);
  person uuid := private.customer_of(p_effect);
  monthly int;
  brought int;
  about jsonb;
  booked boolean;
begin
  if outcome <> 'handled' then return outcome; end if;
  if invoice ->> 'status' <> 'paid' then
    perform private.flag_account(person, 'An invoice was not paid.');
    return 'handled';
  end if;
  select monthly_credits into monthly from plans join offers on offers.plan = plans.name where offers.name = p_effect ->> 'offer';
  if p_effect ->> 'status' = 'trialing' and (invoice ->> 'amount')::int = 0 or monthly is null then return 'handled'; end if;
  brought := private.credits_of_invoice(person, monthly, invoice);
  about := jsonb_build_object('invoice', invoice ->> 'id', 'offer', p_effect ->> 'offer', 'monthly', monthly);
  if brought <= 0 then return 'handled'; end if;
  if invoice ->> 'reason' = 'subscription_update' then
    booked := private.book(person, 'credits.upgraded', brought, 'invoice:' || (invoice ->> 'id'), about);
  else
    booked := private.begin_period(person, 'invoice:' || (invoice ->> 'id'), brought, about);
  end if;
  if booked then
    perform private.note_payment(person, brought, invoice ->> 'payment', (invoice ->> 'amount')::int);
  end if;
  return 'handled';
end $$;

-- Money that went back: {payment, refunded} of a charge, or {payment, disputed, seen_at} of a dispute.
create function private.bill_payback(p_effect jsonb) returns text
language plpgsql set search_path = public, pg_temp as $$
begin
  insert into billing_payments as b (id) values (p_effect ->> 'payment') on conflict (id) do nothing;
  update billing_payments set refunded = greatest(refunded, coalesce((p_effect ->> 'refunded')::int, 0))
  where id = p_effect ->> 'payment';
  update billing_payments set
    disputed = (p_effect ->> 'disputed')::int, disputed_seen_at = (p_effect ->> 'seen_at')::timestamptz
  where id = p_effect ->> 'payment' and p_effect ->> 'disputed' is not null
    and coalesce(disputed_seen_at <= (p_effect ->> 'seen_at')::timestamptz, true);
  perform private.settle_payment(p_effect ->> 'payment');
  return 'handled';
end $$;

-- A verified event, kept once, with what it changes: {status: handled | ignored | refused | unmatched | replayed, attempts}.
-- `p_effect` is {do: checkout | subscription | invoice | payback, ...}, or null for what changes nothing here.
create function receive_billing(p_event_id text, p_kind text, p_body_sha256 text, p_effect jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  mail webhook_inbox;
  outcome text;
begin
  insert into webhook_inbox as i (provider, event_id, request_id, body_sha256, status)
  values ('stripe', p_event_id, p_kind, p_body_sha256, 'unmatched')
  on conflict (provider, event_id) do update set attempts = i.attempts + 1, last_at = now()
  returning * into mail;
  if mail.status <> 'unmatched' then
    return jsonb_build_object('status', 'replayed', 'attempts', mail.attempts);
  end if;
  outcome := case p_effect ->> 'do'
    when 'checkout' then private.bill_checkout(p_effect)
    when 'subscription' then private.bill_subscription(p_effect)
    when 'invoice' then private.bill_invoice(p_effect)
    when 'payback' then private.bill_payback(p_effect)
    else 'ignored' end;
  update webhook_inbox set status = outcome where id = mail.id;
  return jsonb_build_object('status', outcome, 'attempts', mail.attempts);
end $$;

select private.seal_functions();
