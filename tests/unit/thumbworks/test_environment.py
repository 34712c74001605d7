from thumbworks.setup.environment import Stamp

RUN, DEV = Stamp("run", "123", "/a house"), Stamp("dev", "123", "/a house")


def test_a_stamp_is_read_as_it_was_written(tmp_path):
    (tmp_path / ".venv").mkdir()
    DEV.write(tmp_path)

    assert Stamp.read(tmp_path) == DEV
    assert (tmp_path / ".venv/thumbworks.stamp").read_text() == "dev 123 /a house\n"


def test_without_an_environment_there_is_no_stamp(tmp_path):
    assert Stamp.read(tmp_path) is None


def test_packages_for_tests_cover_those_for_running_and_not_the_other_way_round():
    assert DEV.covers(RUN)
    assert RUN.covers(RUN)
    assert not RUN.covers(DEV)


def test_another_list_or_another_checkout_is_not_covered():
    assert not DEV.covers(Stamp("run", "124", "/a house"))
    assert not DEV.covers(Stamp("run", "123", "/moved"))
