-- What was decided about pictures that were made: once for each, however often its event is told.

alter table policy_decisions add column subject text not null default '';
comment on column policy_decisions.subject is 'The event whose picture was judged; empty for texts and uploads.';
create unique index policy_decisions_of_pictures on policy_decisions (subject, category) where subject <> '';

create function decide_drawn(p_user uuid, p_subject text, p_decisions jsonb) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into policy_decisions (user_id, verdict, category, rule, place, engine, subject, text_hash)
  select p_user, one.verdict, one.category, one.rule, one.place, one.engine, p_subject, ''
  from jsonb_to_recordset(p_decisions) as one(verdict text, category text, rule text, place text, engine text)
  on conflict (subject, category) where subject <> '' do nothing
$$;

select private.seal_functions();
