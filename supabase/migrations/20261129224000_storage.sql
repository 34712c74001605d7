-- The bucket pictures lie in, where there is Supabase Storage: private, written by the services alone (S3 keys and the
-- service role pass by these policies). A signed-in person may read the files of their own assets, and nothing else.
do $$
begin
  if to_regclass('storage.buckets') is null then return; end if;
  insert into storage.buckets (id, name, public) values ('thumbworks', 'thumbworks', false)
  on conflict (id) do update set public = false;
  drop policy if exists thumbworks_own on storage.objects;
  create policy thumbworks_own on storage.objects for select to authenticated using (
    bucket_id = 'thumbworks'
    and exists (select from public.assets a where a.user_id = (select auth.uid()) and a.path = storage.objects.name)
  );
exception when insufficient_privilege then
  raise notice 'storage is another role''s here: make the private bucket "thumbworks" and its policy by hand';
end $$;
