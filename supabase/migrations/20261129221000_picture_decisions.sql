-- What was decided about pictures: by which engine, for which reason, never the picture and never a face.

alter table policy_decisions add column engine text not null default '';
alter table policy_decisions drop constraint policy_decisions_verdict_check;
alter table policy_decisions drop constraint policy_decisions_check;
alter table policy_decisions
add constraint known_verdict check (verdict in ('allowed', 'refused', 'flagged', 'unchecked')),
add constraint reason_given check ((verdict in ('refused', 'flagged')) = (rule <> ''));
comment on column policy_decisions.engine is 'What judged a picture, its weights included; empty for texts, and where nothing could.';

-- Writes down decisions about one picture: [{verdict, category, rule, place, engine, hash}]. Also while the account is paused:
-- who goes on sending what is refused stays paused.
create function decide_picture(p_user uuid, p_decisions jsonb) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into policy_decisions (user_id, verdict, category, rule, place, engine, text_hash)
  select p_user, one.verdict, one.category, one.rule, one.place, one.engine, one.hash
  from jsonb_to_recordset(p_decisions)
    as one(verdict text, category text, rule text, place text, engine text, hash text)
$$;

select private.seal_functions();
