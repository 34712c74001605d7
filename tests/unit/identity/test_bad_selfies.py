"""What people upload instead of a good selfie: each gets a plain word, and nothing fails."""

import cv2
import numpy as np
import pytest
from tests import occluders

from identity.app import portraits
from identity.detection.landmarks import LEFT_EYE, LIPS, RIGHT_EYE
from identity.settings import IdentitySettings


@pytest.fixture(scope="session")
def house(models):
    return portraits(IdentitySettings(assets=models.parent))


@pytest.fixture
def issues(house):
    """Of a stored picture: RGB, RGBA or gray, as a PNG."""

    def of(picture):
        order = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
        stored = picture if picture.ndim == 2 else cv2.cvtColor(picture, order[picture.shape[2]])
        return {rule.issue for rule in house.inspect(cv2.imencode(".png", stored)[1].tobytes()).rules}

    return of


@pytest.mark.parametrize("shape", [(1, 1, 3), (16, 16, 3), (3, 900, 3), (900, 3, 3), (60, 34, 3)])
def test_a_picture_of_nothing_has_no_face_whatever_its_shape(issues, shape):
    assert issues(np.full(shape, 90, np.uint8)) == {"no_face_found"}


def test_a_stamp_sized_selfie_is_too_small(issues, close_up):
    assert issues(cv2.resize(close_up, (90, 90), interpolation=cv2.INTER_AREA)) & {"face_too_small", "no_face_found"}


def test_a_selfie_of_48_megapixels_is_as_good_as_a_smaller_one(issues, close_up):
    assert issues(cv2.resize(close_up, (7000, 7000), interpolation=cv2.INTER_LINEAR)) == set()


def test_a_black_and_white_selfie_is_welcome(issues, close_up):
    assert issues(cv2.cvtColor(close_up, cv2.COLOR_RGB2GRAY)) == set()


def test_a_transparent_background_is_no_fault(issues, close_up):
    alpha = np.where(np.hypot(*(np.mgrid[0:1000, 0:1000] - 480)) < 470, 255, 0).astype(np.uint8)

    assert issues(np.dstack([close_up, alpha])) == set()


def test_a_selfie_in_the_dark_asks_for_light_or_finds_nobody(issues, close_up):
    assert issues((close_up * 0.12).astype(np.uint8)) & {"too_dark", "no_face_found"}


def test_a_screenshot_of_a_phone_shows_the_face_in_it(issues, close_up):
    screen = np.full((2532, 1170, 3), 250, np.uint8)
    screen[60:100, 60:1110] = 60
    screen[600:1600, 85:1085] = close_up
    for row in range(1700, 2300, 90):
        screen[row : row + 24, 90:900] = 120

    assert not issues(screen) & {"no_face_found", "face_unusable", "multiple_faces", "drawing", "statue"}


def test_a_photo_of_a_screen_is_read_like_the_face_on_it(issues, close_up):
    y, x = np.mgrid[0:1000, 0:1000].astype(np.float32)
    stripes = [0.85 + 0.15 * np.sin(2.05 * x + 0.05 * y + phase) * np.sin(1.96 * y) for phase in (0, 2.1, 4.2)]
    moire = np.clip(close_up * np.stack(stripes, axis=-1) + 12, 0, 255).astype(np.uint8)
    corners = np.array([[0, 0], [1000, 0], [1000, 1000], [0, 1000]], np.float32)
    leaning = np.array([[40, 30], [980, 0], [950, 1000], [0, 960]], np.float32)
    photo = cv2.warpPerspective(moire, cv2.getPerspectiveTransform(corners, leaning), (1000, 1000))

    assert not issues(photo) & {"no_face_found", "face_unusable", "drawing", "statue"}


def test_a_cartoon_is_called_a_drawing(issues, close_up):
    assert "drawing" in issues(cartoon(close_up))


def test_a_statue_in_a_color_photo_is_told_from_skin(issues, inspector, close_up):
    assert "statue" in issues(statue(close_up, inspector.inspect(close_up).mesh.points))


def test_two_people_are_asked_to_be_one(issues, close_up):
    small = cv2.resize(close_up, (640, 640), interpolation=cv2.INTER_AREA)

    assert issues(np.hstack([small, small[:, ::-1]])) == {"multiple_faces"}


def test_a_face_that_is_wrapped_up_entirely_is_not_taken(issues, inspector, close_up):
    points = inspector.inspect(close_up).mesh.points
    wrapped = occluders.sunglasses(occluders.mask(close_up, points, (30, 30, 34)), points)

    assert issues(wrapped) & {"face_unusable", "no_face_found"}


def test_a_childs_face_is_read_like_anybodys(issues, inspector, close_up):
    assert issues(childlike(close_up, inspector.inspect(close_up).mesh.points)) == set()


def cartoon(rgb):
    """Flat areas between black lines."""
    flat = rgb
    for _ in range(4):
        flat = cv2.bilateralFilter(flat, 9, 35, 9)
    levels = cv2.medianBlur(np.minimum(flat.astype(int) // 60 * 60 + 30, 245).astype(np.uint8), 15)
    light = cv2.medianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), 9)
    lines = cv2.adaptiveThreshold(light, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 15, 7)
    levels[lines == 0] = 20
    return levels


def statue(rgb, points):
    """The head in stone: its light and shadow alone."""
    middle, size = points.mean(0), np.ptp(points[:, 1])
    y, x = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]]
    head = np.hypot((x - middle[0]) / 0.8, y - middle[1] + 0.15 * size) < 0.85 * size
    stone = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)[..., None] * np.array([1.0, 0.99, 0.96])
    return np.where(head[..., None], stone, rgb).astype(np.uint8)


def childlike(rgb, points):
    """Larger eyes, a smaller chin, smoother skin."""
    y, x = np.mgrid[0 : rgb.shape[0], 0 : rgb.shape[1]].astype(np.float32)
    size = float(np.linalg.norm(points[RIGHT_EYE[1]] - points[LEFT_EYE[0]]))
    from_x, from_y = x.copy(), y.copy()
    for eye in (LEFT_EYE, RIGHT_EYE):
        center = points[list(eye)].mean(0)
        pull = 0.25 * np.exp(-((x - center[0]) ** 2 + (y - center[1]) ** 2) / (0.3 * size) ** 2)
        from_x, from_y = from_x - (x - center[0]) * pull, from_y - (y - center[1]) * pull
    mouth = points[list(LIPS)].mean(0)
    from_y += 0.25 * size * np.exp(-((x - mouth[0]) ** 2 + (y - mouth[1] - 0.4 * size) ** 2) / (0.6 * size) ** 2)
    smooth = cv2.bilateralFilter(rgb, 9, 30, 9)
    return cv2.remap(smooth, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
