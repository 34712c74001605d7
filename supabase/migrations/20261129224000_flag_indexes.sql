-- What an operator looks through is found without reading every account.

create index account_flags_by_time on account_flags (created_at desc, user_id);
create index billing_accounts_flagged on billing_accounts (flagged_at desc, user_id) where flagged_at is not null;
