-- Where reading a file of many members goes on, so that what is stored need not be parsed again.

alter table desk.delivery add column bookmark json;
comment on column desk.delivery.bookmark is 'The members of its containers that reading was in at next_position, outermost first; null where it has none, and at the end';
