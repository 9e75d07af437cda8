// The shortcodes that app messages use most; any other stays as it was typed.

export const EMOJI = Object.fromEntries(
  `+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|tada 🎉|sparkles ✨|star ⭐|fire 🔥|rocket 🚀|eyes 👀|wave 👋|pray 🙏|clap 👏
|smile 😄|slightly_smiling_face 🙂|heart ❤️|green_heart 💚|bulb 💡|bell 🔔|lock 🔒|key 🔑|link 🔗|pushpin 📌|memo 📝
|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|no_entry ⛔|no_entry_sign 🚫|warning ⚠️|question ❓
|exclamation ❗|information_source ℹ️|rotating_light 🚨|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|clock3 🕒
|calendar 📆|arrows_counterclockwise 🔄|repeat 🔁|wastebasket 🗑️|package 📦|inbox_tray 📥|outbox_tray 📤|camera 📷
|frame_with_picture 🖼️|art 🎨|movie_camera 🎥|clapper 🎬|film_frames 🎞️|video_camera 📹|speaker 🔈|loud_sound 🔊|mute 🔇
|musical_note 🎵|microphone 🎤|speech_balloon 💬|bust_in_silhouette 👤|busts_in_silhouette 👥|robot_face 🤖|moneybag 💰
|credit_card 💳|coin 🪙|chart_with_upwards_trend 📈|gear ⚙️|wrench 🔧|house 🏠|green_circle 🟢|large_green_circle 🟢
|red_circle 🔴|large_yellow_circle 🟡|white_circle ⚪|large_blue_circle 🔵|arrow_right ➡️|point_right 👉|zzz 💤|seedling 🌱|coffee ☕`
    .split("|").map((pair) => pair.trim().split(" ")),
);

export const emoji = (name) => EMOJI[name] ?? `:${name}:`;
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
