namespace Steerlens.Pipeline.Tests.Live.Sources;

/// <summary>A test that looks at processes as Linux shows them.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "signals and /proc are looked at on Linux only";
    }
}

/// <summary>A test that needs GStreamer's RTSP server.</summary>
internal sealed class RtspFactAttribute : FactAttribute
{
    public RtspFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !StreamServer.HasRtsp)
            Skip = "GStreamer's RTSP server is not installed: gir1.2-gst-rtsp-server-1.0, gstreamer1.0-plugins-base, -good, -ugly and python3-gi";
    }
}
