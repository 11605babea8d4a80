-- What the simulator planned at the launch of a campaign, so that it can be held against what left.
CREATE TABLE campaign_plans (
  campaign_id TEXT PRIMARY KEY REFERENCES campaigns (campaign_id),
  made_at BIGINT NOT NULL,
  plan_hash TEXT NOT NULL,
  mails BIGINT NOT NULL
);

-- `mailbox` is the address, as in the simulator's lines.
CREATE TABLE campaign_plan_mails (
  campaign_id TEXT NOT NULL REFERENCES campaign_plans (campaign_id),
  contact_id TEXT NOT NULL,
  step_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  mailbox TEXT NOT NULL,
  PRIMARY KEY (campaign_id, contact_id, step_id)
);
