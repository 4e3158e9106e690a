-- The slow stage: what is under way, and what people's corrections have taught.

alter table desk.enrichment
    alter column enriched_at drop default,
    alter column enriched_at drop not null,
    add column taken_at timestamptz not null default clock_timestamp();
comment on column desk.enrichment.taken_at is 'When it was sent; again when it is not enriched a while later';
comment on column desk.enrichment.enriched_at is 'Null while it is under way';

create table desk.learned_tag (
    scheme     text not null,
    code       text not null,
    label      text not null,
    plane      real[] not null,
    bias       real not null,
    least      real not null check (least between 0 and 1),
    f1         real not null check (f1 between 0 and 1),
    examples   integer not null check (examples > 0),
    learned_at timestamptz not null default clock_timestamp(),
    primary key (scheme, code)
);
comment on table desk.learned_tag is 'What was learned of each tag from corrections: a plane through the vectors of texts; `copytaster enrich --learn` makes it anew';
comment on column desk.learned_tag.least is 'The probability from which on the tag is suggested';
comment on column desk.learned_tag.f1 is 'Of suggestions on examples that were kept aside while learning';
