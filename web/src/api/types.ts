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
    /** UTF-8 byte offsets into the field that the issue names, end exclusive. */
    Span: { start: number; end: number };
    Reason: {
      rule: string;
      severity: components["schemas"]["Severity"];
      words: string;
      evidence?: unknown;
    };
    Verdict: {
      outcome: components["schemas"]["Outcome"];
      until?: string | null;
      reasons: components["schemas"]["Reason"][];
    };
    Issue: {
      rule: string;
      words: string;
      span?: components["schemas"]["Span"] | null;
      field?: string | null;
    };
    ComplianceCheck: { passed: boolean; violations: components["schemas"]["Issue"][] };
    Check: { passed: boolean; issues: components["schemas"]["Issue"][] };
    Checks: {
      compliance: components["schemas"]["ComplianceCheck"];
      quality: components["schemas"]["Check"];
      tone: components["schemas"]["Check"];
      length: components["schemas"]["Check"];
    };
    Claim: {
      kind: string;
      text: string;
      span?: components["schemas"]["Span"] | null;
      source?: unknown;
    };
    DraftSource: {
      agent?: string | null;
      run_id?: string | null;
      model?: string | null;
      prompt_version?: string | null;
    };
    Draft: {
      id: string;
      recipient: string;
      subject: string;
      body: string;
      metadata?: Record<string, unknown> | null;
      status: components["schemas"]["DraftStatus"];
      created_at: string;
      approved_at?: string | null;
      approved_by?: string | null;
      rejected_reason?: string | null;
      rejected_by?: string | null;
      sender?: string | null;
      thread_id?: string | null;
      version: number;
      content_hash: string;
      verdict?: components["schemas"]["Verdict"] | null;
      checks?: components["schemas"]["Checks"] | null;
      claims?: components["schemas"]["Claim"][] | null;
      footer?: string | null;
      sent_at?: string | null;
      provider?: string | null;
      provider_message_id?: string | null;
      rfc_message_id?: string | null;
      not_before?: string | null;
      expires_at?: string | null;
      source?: components["schemas"]["DraftSource"] | null;
    };
    DraftPage: { items: components["schemas"]["Draft"][]; next?: string | null };
    TrailEntry: {
      seq: number;
      at: string;
      actor: string;
      action: string;
      from_status?: string | null;
      to_status?: string | null;
      reason?: string | null;
      content_hash?: string | null;
      trace_id?: string | null;
    };
    Trail: { items: components["schemas"]["TrailEntry"][] };
    ThreadMessage: {
      message_id: string;
      sender: string;
      subject: string;
      sent_at: string;
      direction: "in" | "out";
      kind?: string | null;
      reply_text?: string | null;
      text?: string | null;
    };
    Thread: { thread_id: string; subject: string; messages: components["schemas"]["ThreadMessage"][] };
    Quota: {
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
      environment?: string | null;
      version?: string | null;
      mail_provider?: string | null;
      writer?: string | null;
      queue_depth?: number | null;
      oldest_pending_at?: string | null;
    };
    FieldError: { path: string; message: string };
    Problem: {
      type?: string | null;
      title: string;
      status: number;
      detail?: string | null;
      errors?: components["schemas"]["FieldError"][] | null;
      reasons?: components["schemas"]["Reason"][] | null;
      trace_id?: string | null;
    };
  };
}
