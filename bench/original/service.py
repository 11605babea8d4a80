"""The original Python service as B18 meets it: OUR RECONSTRUCTION, not its source, which is not available here.

Written after the description that sales-agent was ordered by (paths, fields and states) and after what it says the original
did: drafts in a dictionary of one process, gone when it ends; analysis by lists of keywords and a few patterns of `re`;
pydantic models for what comes in and goes out; no sign-in, no quota at create, `pending` returns all. Where it was open how
the original did something, the quicker way was taken: handlers are coroutines, there is no middleware and no log.

Started as documented, one worker:  uvicorn --app-dir bench/original service:app --workers 1
"""
import re
import uuid
from datetime import datetime, timezone
from typing import Any, Dict, List, Optional

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI(title="the original, reconstructed")


class MessageInput(BaseModel):
    message_id: str
    sender: str
    subject: str
    body: str


class AnalysisOutput(BaseModel):
    message_id: str
    sender: str
    subject: str
    intent_analysis: Dict[str, bool]
    relevance_score: float
    entities: Dict[str, List[str]]
    response_prompt: Optional[str] = None
    action: str


class DraftInput(BaseModel):
    recipient: str
    subject: str
    body: str
    metadata: Dict[str, Any] = {}


class DraftOutput(BaseModel):
    id: str
    recipient: str
    subject: str
    body: str
    metadata: Dict[str, Any]
    status: str
    created_at: datetime
    approved_at: Optional[datetime] = None
    approved_by: Optional[str] = None
    rejected_reason: Optional[str] = None


KEYWORDS = {
    "question": ["?", "how ", "what ", "when ", "could you", "can you"],
    "greeting": ["hi ", "hi,", "hello", "dear ", "good morning"],
    "proposal": ["proposal", "quote", "offer"],
    "budget": ["budget", "price", "pricing", "cost", "$"],
    "timeline": ["timeline", "deadline", "by the end of", "next week", "next month", "quarter"],
    "pain_point": ["problem", "struggle", "issue", "challenge", "manual", "too slow"],
}
WEIGHTS = {"question": 0.2, "greeting": 0.05, "proposal": 0.25, "budget": 0.2, "timeline": 0.15, "pain_point": 0.15}
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
URL = re.compile(r"https?://[^\s<>\"]+")
COMPANY = re.compile(r"\b[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)* (?:Inc|LLC|Ltd|Corp|GmbH)\b")
THRESHOLD = 0.5

drafts: Dict[str, Dict[str, Any]] = {}


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.post("/api/agents/prospecting/analyze", response_model=AnalysisOutput)
async def analyze(message: MessageInput):
    text = f"{message.subject} {message.body}"
    lower = text.lower()
    intents = {intent: any(word in lower for word in words) for intent, words in KEYWORDS.items()}
    score = min(1.0, sum(WEIGHTS[intent] for intent, found in intents.items() if found))
    relevant = score >= THRESHOLD
    wishes = ", ".join(intent for intent, found in intents.items() if found)
    return AnalysisOutput(
        message_id=message.message_id,
        sender=message.sender,
        subject=message.subject,
        intent_analysis=intents,
        relevance_score=score,
        entities={"emails": EMAIL.findall(text), "urls": URL.findall(text), "companies": COMPANY.findall(text)},
        response_prompt=f"Answer {message.sender} about '{message.subject}': {wishes}." if relevant else None,
        action="draft_required" if relevant else "archive",
    )


@app.post("/api/operator/drafts", response_model=DraftOutput, status_code=201)
async def create_draft(draft: DraftInput, draft_id: Optional[str] = None):
    key = draft_id or str(uuid.uuid4())
    drafts[key] = {
        "id": key,
        "recipient": draft.recipient,
        "subject": draft.subject,
        "body": draft.body,
        "metadata": draft.metadata,
        "status": "PENDING_APPROVAL",
        "created_at": datetime.now(timezone.utc),
        "approved_at": None,
        "approved_by": None,
        "rejected_reason": None,
    }
    return drafts[key]


@app.get("/api/operator/drafts/pending", response_model=List[DraftOutput])
async def pending_drafts():
    return [draft for draft in drafts.values() if draft["status"] == "PENDING_APPROVAL"]


@app.get("/api/operator/drafts/{draft_id}", response_model=DraftOutput)
async def get_draft(draft_id: str):
    if draft_id not in drafts:
        raise HTTPException(status_code=404, detail="Draft not found")
    return drafts[draft_id]
