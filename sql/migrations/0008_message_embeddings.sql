-- The vectors that mail is searched by [seed]: a signed byte a dimension, times `scale`. `embedder` says who made it: vectors
-- of two embedders are never compared, and each keeps its own.

CREATE TABLE message_embeddings (
  message_id_fk TEXT NOT NULL REFERENCES messages (message_id) ON DELETE CASCADE,
  embedder TEXT NOT NULL,
  embedding BYTEA NOT NULL,
  scale DOUBLE PRECISION NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (message_id_fk, embedder),
  CONSTRAINT message_embedding_has_1536_codes CHECK (length(embedding) = 1536),
  CONSTRAINT message_embedding_scale_is_positive CHECK (scale >= 0)
);
