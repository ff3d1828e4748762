"""Serves a moving test picture as H.264 over RTSP, with GStreamer's own server: a peer that owes nothing to ffmpeg.

    rtsp_server.py --check      ends with 0 where all that is needed is installed
    rtsp_server.py PORT         serves rtsp://127.0.0.1:PORT/road until it is killed; "ready" on standard output once clients may come
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer

PICTURE = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=25/1"
CODEC = "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=10"


def main():
    Gst.init(None)
    missing = [name for name in ("videotestsrc", "x264enc", "rtph264pay") if Gst.ElementFactory.find(name) is None]
    if missing:
        sys.exit("GStreamer lacks " + ", ".join(missing))
    if sys.argv[1] == "--check":
        return
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( {PICTURE} ! {CODEC} ! rtph264pay name=pay0 pt=96 config-interval=1 )")
    factory.set_shared(True)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(sys.argv[1])
    server.get_mount_points().add_factory("/road", factory)
    if server.attach(None) == 0:
        sys.exit(f"port {sys.argv[1]} can't be listened on")
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
