-- What the owners of other people's selfies agreed to, word for word: `statement` beside `recipients`, null without consent.
create or replace function consents_for(p_ids jsonb, p_user uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'user_id', owner.user_id,
    'recipients', current_consent(owner.user_id) -> 'recipients',
    'statement', current_consent(owner.user_id) -> 'statement'
  )), '[]')
  from (
    select distinct a.user_id from assets a
    where p_ids ? a.id and a.type = 'selfie' and a.user_id <> p_user and private.may_use_asset(a, p_user)
  ) owner
$$;
