namespace Steerlens.Kernels.Engines;

/// <summary>A device that runs a network can't be used, or failed while it ran. The message is one line for people.</summary>
public class DeviceException : Exception
{
    /// <summary>Names a reason.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Names a reason and what lies behind it.</summary>
    public DeviceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>What failed, for people.</summary>
    public virtual string Device => "the device";
}
