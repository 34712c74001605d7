"""The words for every answer of the questionnaire, as data. A new answer is a new row."""

from common.brief import ColorPriority, Emotion, FacePosition, FontMood, NoGo, TextPlacement, Transformation, Vibe
from common.direction import Crop

EMOTIONS: dict[Emotion, str] = {
    Emotion.SHOCK: "looks straight into the camera, astonished, with wide eyes and an open mouth",
    Emotion.CURIOSITY: "looks into the camera with a raised eyebrow and a hint of a smile, as if about to find out",
    Emotion.AUTHORITY: "looks straight into the camera, calm, upright and sure of the matter",
    Emotion.JOY: "laughs into the camera, open and infectious",
    Emotion.CONCERN: "looks into the camera worried, with a furrowed brow",
    Emotion.DEADPAN: "looks into the camera without any expression at all",
}
NO_EMOTION = "looks into the camera with the expression of the photo"

# Background and light of each vibe, then the camera.
VIBES: dict[Vibe, str] = {
    Vibe.BOLD: "A bold graphic setting with few large shapes, hard key light and a bright rim light; 50 mm, eye level.",
    Vibe.CLEAN: "A clean, airy studio setting with soft even light and one clear object; 85 mm, eye level.",
    Vibe.CINEMATIC: "A cinematic film still: deep space, practical lights, haze and one strong key; 35 mm, low angle.",
    Vibe.NEON: "A night setting lit by neon tubes that light the presenter from both sides; 35 mm, wet ground.",
    Vibe.PASTEL: "A playful pastel paper-craft setting with soft shadows and diffuse daylight; 50 mm, eye level.",
    Vibe.TECH: "A dark workshop of screens and circuits, cool light from the devices, crisp detail; 35 mm, eye level.",
    Vibe.MINIMALIST: "An almost empty setting, one surface, one object, one soft shadow, even light; 85 mm, eye level.",
    Vibe.MEME: "An exaggerated comic setting with action lines and flat, loud light; wide 24 mm, close to the face.",
    Vibe.DOCUMENTARY: "A real place as a reporter would find it, available light, natural colors; 35 mm, eye level.",
}

COLORS: dict[ColorPriority, str] = {
    ColorPriority.WARM: "Warm colors lead",
    ColorPriority.COOL: "Cool colors lead",
    ColorPriority.BRAND: "The brand's colors lead",
    ColorPriority.HIGH_CONTRAST: "Strong contrast of light and color leads",
    ColorPriority.GRAYSCALE_ACCENT: "Everything is gray but for one accent",
}

CROPS: dict[Crop, str] = {
    "close": "in a close-up, head and collar, the face filling about two thirds of the height",
    "medium": "from the chest up, the head filling about half of the height",
    "wide": "from the waist up, the head filling about two fifths of the height",
}

SIDES: dict[FacePosition, str] = {
    FacePosition.LEFT: "in the left third",
    FacePosition.RIGHT: "in the right third",
    FacePosition.CENTER: "in the middle",
}

SPACES: dict[TextPlacement, str] = {
    TextPlacement.LEFT: "the left 45 percent of the picture",
    TextPlacement.RIGHT: "the right 45 percent of the picture",
    TextPlacement.TOP: "the upper third of the picture",
    TextPlacement.BOTTOM: "the lower third of the picture",
    TextPlacement.AROUND: "the areas on both sides of the head",
}

NO_GOS: dict[NoGo, str] = {
    NoGo.CHANGE_EYE_COLOR: "the eye color stays",
    NoGo.REMOVE_BEARD: "facial hair stays as it is",
    NoGo.ALTER_BODY_SHAPE: "the body keeps its shape",
    NoGo.HEAVY_BEAUTY_FILTERS: "skin keeps its natural texture",
}

# What may change, and what holds when it may not.
TRANSFORMATIONS: dict[Transformation, tuple[str, str]] = {
    Transformation.LIGHTING: ("the light may change to fit the setting", "the light on the presenter stays"),
    Transformation.SCENE_CHANGE: ("the scene may be another one", "the scene stays that of the photo"),
    Transformation.BACKGROUND_SWAP: ("the background may be replaced", "the background stays that of the photo"),
    Transformation.ACCESSORIES: ("fitting props may be added", "no prop or accessory is added"),
}

FONTS: dict[FontMood, str] = {
    FontMood.CHUNKY_SANS: "a heavy, wide grotesque in capitals",
    FontMood.CONDENSED_SANS: "a heavy, condensed grotesque in capitals",
    FontMood.SLAB: "a heavy slab serif in capitals",
    FontMood.HANDWRITTEN: "a bold marker handwriting",
}

PLATFORM_WORDS: dict[str, str] = {
    "youtube": "a YouTube thumbnail",
    "instagram-post": "an Instagram post",
    "reels": "the cover of a Reel or Short",
    "x-header": "an X header",
    "whatsapp-banner": "a WhatsApp channel banner",
    "custom": "a thumbnail",
}
