from typing import Any, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, model_validator

from common.settings import Settings


def vendor(name: str, *others: str, **fields: Any) -> Any:
    """A setting under the vendor's own name, as its SDK and its documentation use it."""
    return Field(validation_alias=AliasChoices(name, *others, name.lower()), **fields)


class GeminiSettings(Settings):
    gemini_api_key: SecretStr = vendor(
        "GEMINI_API_KEY",
        "GOOGLE_API_KEY",
        "gemini_api_key",
        default=SecretStr(""),
        description="Google AI Studio key; several, by commas or as a JSON list, stand in for each other.",
    )
    gemini_base_url: str = vendor(
        "GOOGLE_GEMINI_BASE_URL", "gemini_base_url", default="", description="Another endpoint, such as a simulator."
    )
    gemini_api_version: str = Field(default="v1beta", description="Version of the Gemini API in its paths.")
    gemini_backend: Literal["developer", "vertex"] = Field(
        default="developer", description="Which of Google's two doors: developer (a key) or vertex (a project)."
    )
    gemini_failover: bool = Field(
        default=False,
        description="Let the other door take over where this one can't; it is another contract with Google.",
    )
    gemini_adapter: Literal["generate-content", "interactions"] = Field(
        default="generate-content", description="Which of Google's two image interfaces is spoken."
    )
    gemini_interactions_store: bool = Field(
        default=False, description="Let Google keep interactions for edits that go on; deleted like uploads."
    )
    gemini_interactions_background: bool = Field(
        default=False, description="Leave interactions with Google and ask now and then; it has to keep them."
    )
    gemini_interactions_delivery: Literal["inline", "uri"] = Field(
        default="inline", description="Pictures of interactions inside the answer, or fetched from their address."
    )
    google_cloud_project: str = vendor(
        "GOOGLE_CLOUD_PROJECT",
        "google_cloud_project",
        default="",
        description="Project of the vertex backend; several stand in for each other.",
    )
    google_cloud_location: str = vendor(
        "GOOGLE_CLOUD_LOCATION", "google_cloud_location", default="global", description="Its location."
    )
    vertex_base_url: str = vendor(
        "GOOGLE_VERTEX_BASE_URL", "vertex_base_url", default="", description="Another endpoint for the vertex backend."
    )
    gemini_slots: int = Field(default=16, ge=1, description="Pictures one copy of gen-gemini waits for at a time.")
    gemini_concurrency: int = Field(default=32, ge=1, description="Calls in flight per model, over all copies.")
    gemini_images_per_minute: int = Field(default=120, ge=1, description="Pictures per minute and model, all copies.")
    gemini_pause_seconds: float = Field(
        default=2.5, gt=0, description="Half of what is waited before a second try where Google names no time; doubles."
    )
    gemini_breaker_seconds: float = Field(
        default=20.0, gt=0, description="How long a model that keeps failing is left alone at first; doubles."
    )
    gemini_uploads: bool = Field(default=True, description="Upload references once per project instead of every time.")
    gemini_fetches: bool = Field(
        default=False, description="Let Google fetch references from the object store (signed, or gs:// on vertex)."
    )
    gemini_keep_uploads_hours: float = Field(default=6.0, gt=0, le=47, description="Then uploads are deleted there.")
    gemini_streaming: bool = Field(default=False, description="Read answers as they are written, for finer progress.")
    gemini_count_tokens: bool = Field(default=False, description="Ask the model how long a request is before buying.")
    gemini_reconcile_seconds: float = Field(default=900.0, gt=0, description="How often the living models are listed.")
    gemini_poll_seconds: float = Field(default=20.0, gt=0, description="How often batches are looked after.")
    gemini_batch_inline_bytes: int = Field(default=8_000_000, description="Larger batches go as a JSONL file.")
    gemini_batch_window_seconds: float = Field(
        default=10.0, ge=0, description="How long the first request of a batch waits for others to share it."
    )
    gemini_batch_most: int = Field(default=50, ge=1, description="Pictures in one batch at most.")
    gemini_bucket: str = Field(
        default="", description="gs://bucket/prefix for the vertex backend: its batches go through it."
    )
    gemini_bucket_pictures: bool = Field(
        default=False, description="Have vertex leave pictures in that bucket instead of in its answers."
    )
    gemini_webhook: str = Field(
        default="",
        description="What Google calls when it is done: .../webhooks/provider/google; polled as well.",
    )

    @model_validator(mode="after")
    def _check_interactions(self) -> Self:
        if self.gemini_adapter == "interactions" and self.gemini_backend == "vertex":
            message = "THUMBWORKS_GEMINI_ADAPTER=interactions: only for the developer backend."
            raise ValueError(message)
        if self.gemini_interactions_background and not self.gemini_interactions_store:
            message = "THUMBWORKS_GEMINI_INTERACTIONS_BACKGROUND needs THUMBWORKS_GEMINI_INTERACTIONS_STORE."
            raise ValueError(message)
        return self

    @property
    def leaves_interactions(self) -> bool:
        return self.gemini_adapter == "interactions" and self.gemini_interactions_background

    @property
    def can_batch(self) -> bool:
        """Vertex takes batches in a project and through a bucket only."""
        return self.gemini_backend == "developer" or bool(self.google_cloud_project and self.gemini_bucket)

    @property
    def has_access(self) -> bool:
        if self.gemini_backend == "vertex":
            return bool(self.google_cloud_project or self.gemini_api_key.get_secret_value())
        return bool(self.gemini_api_key.get_secret_value())
