from tests.contract.ground import Ground


async def test_an_order_is_delivered(ground: Ground) -> None:
    await ground.order()

    await ground.slack.message("your image is ready")

    assert ground.creatify.paid == ["gen_image"]
