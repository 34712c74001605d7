-- A face that did not pass a strict face lock: its variant is made anew, as another attempt that stands at its beginning.
create or replace function private.variant_stage(p_name text, out status text, out stage int, out reached real)
language sql immutable set search_path = '' as $$
  select s.status, s.stage, s.reached
  from (
    values
      ('image.requested', 'requested', 1, 0.1),
      ('likeness.failed', 'requested', 1, 0.1),
      ('image.submitted', 'submitted', 2, 0.2),
      ('image.generated', 'generated', 3, 0.6),
      ('likeness.checked', 'checked', 4, 0.7),
      ('image.failed', 'failed', 5, 1.0),
      ('render.failed', 'failed', 5, 1.0),
      ('render.composited', 'composited', 6, 1.0)
  ) s (name, status, stage, reached)
  where s.name = p_name
$$;
