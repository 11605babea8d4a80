/**
 * The server's shapes. Written by hand in the form that openapi-typescript gives, until docs/openapi.json exists;
 * from then on `npm run types` writes this file. Only client.ts may import it.
 */
export interface components {
  schemas: {
    DraftStatus:
      | "PENDING_APPROVAL"
      | "APPROVED"
      | "REJECTED"
      | "SENDING"
      | "SENT"
      | "FAILED"
      | "EXPIRED"
      | "OUTCOME_UNKNOWN";
    Severity: "info" | "warn" | "hold" | "block";
    Outcome: "send" | "hold" | "block";
    /** UTF-8 byte offsets, end exclusive; empty when something is missing. */
    Span: { start: number; end: number };
    Reason: { rule: string; severity: components["schemas"]["Severity"]; words: string; evidence: string };
    Verdict: {
      outcome: components["schemas"]["Outcome"];
      until?: string | null;
      reasons: components["schemas"]["Reason"][];
    };
    Issue: {
      rule: string;
      words: string;
      field: string;
      text: string;
      span: components["schemas"]["Span"];
      severity: components["schemas"]["Severity"];
    };
    ComplianceCheck: { passed: boolean; violations: components["schemas"]["Issue"][] };
    Check: { passed: boolean; issues: components["schemas"]["Issue"][] };
    Checks: {
      compliance: components["schemas"]["ComplianceCheck"];
      quality: components["schemas"]["Check"];
      tone: components["schemas"]["Check"];
      length: components["schemas"]["Check"];
    };
    Claim: { kind: string; text: string; span: components["schemas"]["Span"]; source?: string | null };
    DraftSource: {
      agent: string;
      run_id?: string | null;
      model?: string | null;
      prompt_version?: string | null;
    };
    Draft: {
      id: string;
      sender: string;
      recipient: string;
      subject: string;
      body: string;
      footer: string;
      metadata: Record<string, unknown>;
      status: components["schemas"]["DraftStatus"];
      version: number;
      content_hash: string;
      thread_id?: string | null;
      message_id?: string | null;
      rfc_message_id: string;
      verdict: components["schemas"]["Verdict"];
      checks: components["schemas"]["Checks"];
      claims: components["schemas"]["Claim"][];
      source: components["schemas"]["DraftSource"];
      created_at: string;
      approved_at?: string | null;
      approved_by?: string | null;
      rejected_at?: string | null;
      rejected_by?: string | null;
      rejected_reason?: string | null;
      sent_at?: string | null;
      provider?: string | null;
      provider_message_id?: string | null;
      failed_reason?: string | null;
      not_before?: string | null;
      expires_at?: string | null;
    };
    DraftPage: { items: components["schemas"]["Draft"][]; next?: string | null };
    TrailEntry: {
      seq: number;
      at: string;
      actor: string;
      mode: string;
      action: string;
      from_status?: string | null;
      to_status: string;
      version: number;
      content_hash: string;
      reason: string;
      trace_id: string;
    };
    Trail: { draft_id: string; items: components["schemas"]["TrailEntry"][] };
    ThreadMessage: {
      message_id: string;
      direction: string;
      kind: string;
      sender: string;
      sender_name: string;
      subject: string;
      sent_at: string;
      text: string;
      reply_text: string;
      linked_by: string;
    };
    Thread: { thread_id: string; subject: string; messages: components["schemas"]["ThreadMessage"][] };
    Quota: {
      contact_email: string;
      remaining_today: number;
      remaining_this_week: number;
      remaining_for_contact: number;
      resets_at?: string | null;
    };
    Me: { name: string; email: string; role: string; scopes: string[]; unverified: boolean };
    Status: {
      status: string;
      operator_mode: boolean;
      approval_required: boolean;
      environment: string;
      version: string;
      mail_provider: string;
      mail_leaves: boolean;
      writer: string;
      queue_depth: number;
      oldest_pending_at?: string | null;
      drafts: Record<string, number>;
    };
  };
}
