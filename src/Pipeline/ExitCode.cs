namespace Steerlens.Pipeline;

/// <summary>The exit codes that the command promises.</summary>
public enum ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    Success = 0,

    /// <summary>Something failed that the program does not know.</summary>
    Unexpected = 1,

    /// <summary>The command line makes no sense.</summary>
    Usage = 2,

    /// <summary>Some of several inputs failed; the others were done.</summary>
    SomeInputsFailed = 3,

    /// <summary>An input (film, picture, network) can't be read.</summary>
    InputUnreadable = 4,

    /// <summary>The output exists already or can't be written.</summary>
    OutputUnwritable = 5,

    /// <summary>Something that the work needs is not there: ffmpeg, an encoder, a device.</summary>
    BackEndUnavailable = 6,

    /// <summary>Cancelled by the user (Ctrl-C); what was written so far plays.</summary>
    Cancelled = 130,

    /// <summary>Ended by SIGTERM; what was written so far plays.</summary>
    Terminated = 143,
}
